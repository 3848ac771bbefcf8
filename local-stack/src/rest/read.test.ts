/** Reading: URL → rows, in the order of PostgREST's documentation (references/api/tables_views, resource_embedding). */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startRestFixture } from './fixture.ts';

const stack = await startRestFixture();
after(() => stack.stop());

const ids = (...list: number[]) => list.map((id) => ({ id }));

/** Path → the body, of answers with status 200. */
const CASES: readonly (readonly [string, unknown])[] = [
  // operators
  ['/films?select=id&id=eq.1', ids(1)],
  ['/films?select=id&year=neq.2001&order=id', ids(2, 3, 4, 5)],
  ['/films?select=id&year=gt.1997&order=id', ids(1, 5)],
  ['/films?select=id&year=gte.1997&order=id', ids(1, 2, 5)],
  ['/films?select=id&year=lt.1962&order=id', ids(3)],
  ['/films?select=id&year=lte.1962&order=id', ids(3, 4)],
  ['/films?select=id&rating=gte.8&rating=lt.8.5&order=id', ids(2, 3)],
  ['/films?select=id&title=like.*Mono*', ids(2)],
  ['/films?select=id&title=like.*mono*', []],
  ['/films?select=id&title=ilike.*MONO*', ids(2)],
  ['/films?select=id&title=like.Rashomo_', ids(3)],
  ['/films?select=id&title=match.^R.*n$', ids(3)],
  ['/films?select=id&title=imatch.^r', ids(3)],
  ['/films?select=id&id=in.(1,3)&order=id', ids(1, 3)],
  ['/films?select=id&id=in.()', []],
  ['/films?select=id&title=in.("Rashomon","50%25 (off), \\"half\\"")&order=id', ids(3, 5)],
  ['/films?select=id&language=is.null', ids(5)],
  ['/films?select=id&language=not.is.null&order=id', ids(1, 2, 3, 4)],
  ['/films?select=id&language=is.not_null&order=id', ids(1, 2, 3, 4)],
  ['/films?select=id&language=not.eq.ja&order=id', ids(4)],
  ['/films?select=id&language=isdistinct.ja&order=id', ids(4, 5)],
  ['/things?select=id&flag=is.true', ids(1)],
  ['/things?select=id&flag=is.false', ids(2)],
  ['/things?select=id&flag=is.unknown', ids(3)],
  ['/films?select=id&tags=cs.{fantasy}&order=id', ids(1, 2)],
  ['/films?select=id&tags=cs.{"a,b"}', ids(3)],
  ['/films?select=id&tags=cd.{drama,extra}&order=id', ids(4, 5)],
  ['/films?select=id&tags=ov.{animation,drama}&order=id', ids(1, 3, 4)],
  ['/films?select=id&details=cs.{"studio":{"name":"Daiei"}}', ids(3)],
  ['/things?select=id&during=cs.[5,6)', ids(2)],
  ['/things?select=id&during=sl.[5,6)', ids(1)],
  ['/things?select=id&during=sr.[1,3)', ids(2)],
  ['/things?select=id&during=adj.[10,12)', ids(2)],
  ['/things?select=id&during=ov.[4,6)&order=id', ids(1, 2)],
  ['/films?select=id&plot=fts(english).spirits', ids(1)],
  ['/films?select=id&plot=fts.girl%26world', ids(1)],
  ['/films?select=id&plot=plfts(simple).cursed prince', []],
  ['/films?select=id&plot=plfts(english).cursed prince', ids(2)],
  ['/films?select=id&plot=phfts(english).boar god', ids(2)],
  ['/films?select=id&plot=wfts(english).crime or spirits&order=id', ids(1, 3)],
  ['/films?select=id&plot=not.fts(english).crime&order=id', ids(1, 2)],
  ['/films?select=id&title=fts(simple).princess', ids(2)],
  ['/films?select=id&id=eq(any).{1,2}&order=id', ids(1, 2)],
  ['/films?select=id&title=like(any).{*Away,Rash*}&order=id', ids(1, 3)],
  ['/films?select=id&title=ilike(all).{*a*,*n}&order=id', ids(3)],
  // values are what they are, whatever they look like
  ['/films?select=id&title=eq.null', []],
  ['/films?select=id&title=eq."Rashomon"', []],
  ['/films?select=id&title=eq.50%25 (off), "half"', ids(5)],
  ['/things?select=id&state=eq.happy', ids(2)],
  ['/things?select=id&small=eq.abc', ids(1)],
  ['/things?select=id&small=eq.abcdefgh', []],
  ['/things?select=id&note=eq.abXXXX', []],
  ['/things?select=id&big=eq.9007199254740993', ids(1)],
  ['/things?select=id&"odd \\"name"=eq.y', ids(2)],
  // and, or, not
  ['/films?select=id&or=(year.lt.1960,year.gt.2010)&order=id', ids(3, 5)],
  ['/films?select=id&or=(id.eq.1,and(year.gt.1990,year.lt.2000))&order=id', ids(1, 2)],
  ['/films?select=id&not.or=(id.eq.1,id.eq.2)&order=id', ids(3, 4, 5)],
  ['/films?select=id&and=(year.gte.1950,year.lte.1962,not.or(id.eq.4,id.eq.5))', ids(3)],
  ['/films?select=id&and=(language.not.eq.fr,id.in.(1,4))', ids(1)],
  ['/films?select=id&or=(title.eq."50%25 (off), \\"half\\"",id.eq.1)&order=id', ids(1, 5)],
  ['/films?select=id&or=(tags.cs.{"a,b"},tags.cs.{animation})&order=id', ids(1, 3)],
  ['/films?select=id&or=(details->studio->>name.eq.Daiei,id.eq.1)&order=id', ids(1, 3)],
  ['/films?select=id&or=(language.is.null,plot.fts(english).crime)&order=id', ids(3, 5)],
  // columns
  ['/films?select=title,year&id=eq.3', [{ title: 'Rashomon', year: 1950 }]],
  ['/films?select=name:title&id=eq.3', [{ name: 'Rashomon' }]],
  ['/films?select=year::text&id=eq.3', [{ year: '1950' }]],
  ['/films?select=y:year::text&id=eq.3', [{ y: '1950' }]],
  ['/films?select=studio:details->studio&id=eq.3', [{ studio: { name: 'Daiei' } }]],
  ['/films?select=details->studio->>name&id=eq.3', [{ name: 'Daiei' }]],
  ['/films?select=details->awards->0&id=eq.1', [{ awards: 'Oscar' }]],
  ['/films?select=last:details->awards->>-1&id=eq.1', [{ last: 'Bear' }]],
  ['/films?select=tags->0&id=eq.1', [{ tags: 'fantasy' }]],
  ['/things?select="odd \\"name"&id=eq.1', [{ 'odd "name': 'x' }]],
  ['/things?select=x:"odd \\"name",big::text&id=eq.1', [{ x: 'x', big: '9007199254740993' }]],
  ['/films?select=&id=eq.1', [{}]],
  // JSON paths in filters and order
  ['/films?select=id&details->studio->>name=eq.Ghibli&order=id', ids(1, 2)],
  ['/films?select=id&details->n=gt.1&order=id', ids(2, 3)],
  ['/films?select=id&details->>n=is.null&order=id', ids(4, 5)],
  ['/films?select=id&details->n=not.is.null&order=details->n.desc', ids(3, 2, 1, 5)],
  // order, limit, offset
  ['/films?select=id&order=year.desc', ids(5, 1, 2, 4, 3)],
  ['/films?select=id&order=language.asc.nullsfirst,id.desc', ids(5, 4, 3, 2, 1)],
  ['/films?select=id&order=released_at.desc.nullslast,id', ids(1, 2, 4, 3, 5)],
  ['/films?select=id&order=released_at.desc,id', ids(3, 5, 1, 2, 4)],
  ['/films?select=id&order=id&limit=2&offset=1', ids(2, 3)],
  ['/films?select=id&order=id&limit=0', []],
  ['/films?select=id&order=id&offset=9', []],
  // views
  ['/recent_films?select=id&order=id', ids(1, 5)],
  // embedding
  [
    '/films?select=title,directors(last_name)&id=eq.1',
    [{ title: 'Spirited Away', directors: { last_name: 'Miyazaki' } }],
  ],
  ['/films?select=id,director:directors(last_name)&id=eq.5', [{ id: 5, director: null }]],
  [
    '/films?select=id,director:director_id(last_name)&id=eq.3',
    [{ id: 3, director: { last_name: 'Kurosawa' } }],
  ],
  ['/films?select=id,films_director_id_fkey(id)&id=eq.3', [{ id: 3, films_director_id_fkey: { id: 2 } }]],
  [
    '/directors?select=id,films(id)&films.order=year&order=id',
    [
      { id: 1, films: ids(2, 1) },
      { id: 2, films: ids(3) },
      { id: 3, films: ids(4) },
    ],
  ],
  [
    '/directors?select=id,films(id)&films.year=gt.2000&order=id',
    [
      { id: 1, films: ids(1) },
      { id: 2, films: [] },
      { id: 3, films: [] },
    ],
  ],
  ['/directors?select=id,films!inner(id)&films.year=gt.2000', [{ id: 1, films: ids(1) }]],
  ['/directors?select=id,films!inner()&films.year=gt.2000', ids(1)],
  ['/directors?select=id,films(id)&films.order=id.desc&films.limit=1&id=eq.1', [{ id: 1, films: ids(2) }]],
  ['/directors?select=id,films(id)&films.order=id&films.offset=1&id=eq.1', [{ id: 1, films: ids(2) }]],
  [
    '/directors?select=id,films(id)&films.or=(id.eq.2,id.eq.3)&order=id',
    [
      { id: 1, films: ids(2) },
      { id: 2, films: ids(3) },
      { id: 3, films: [] },
    ],
  ],
  [
    '/directors?select=id,works:films(id)&works.not.or=(id.eq.2,id.eq.3)&id=lte.2&order=id',
    [
      { id: 1, works: ids(1) },
      { id: 2, works: [] },
    ],
  ],
  [
    '/directors?select=id,a:films(id),b:films(title)&a.id=eq.1&b.id=eq.2&id=eq.1',
    [{ id: 1, a: ids(1), b: [{ title: 'Princess Mononoke' }] }],
  ],
  [
    '/films?select=id,technical_specs(camera)&order=id&limit=2',
    [
      { id: 1, technical_specs: { camera: 'digital' } },
      { id: 2, technical_specs: null },
    ],
  ],
  [
    '/technical_specs?select=camera,films(title)&film_id=eq.3',
    [{ camera: 'film', films: { title: 'Rashomon' } }],
  ],
  [
    '/films?select=id,actors(name)&actors.order=name&id=in.(2,3)&order=id',
    [
      { id: 2, actors: [] },
      { id: 3, actors: [{ name: 'Kyō' }, { name: 'Mifune' }] },
    ],
  ],
  [
    '/films?select=id,roles(character,actors(name))&roles.order=character&id=eq.3',
    [
      {
        id: 3,
        roles: [
          { character: 'Masako', actors: { name: 'Kyō' } },
          { character: 'Tajōmaru', actors: { name: 'Mifune' } },
        ],
      },
    ],
  ],
  [
    '/films?select=id,roles(actors(name))&roles.actors.name=eq.Mifune&roles.actor_id=eq.1&id=eq.3',
    [{ id: 3, roles: [{ actors: { name: 'Mifune' } }] }],
  ],
  [
    '/orders?select=name,billing:addresses!billing(name),shipping:addresses!shipping(name)&id=eq.1',
    [{ name: 'books', billing: { name: 'Home' }, shipping: { name: 'Work' } }],
  ],
  [
    '/orders?select=name,addresses!billing_address_id(name)&id=eq.2',
    [{ name: 'pens', addresses: { name: 'Work' } }],
  ],
  [
    '/addresses?select=id,orders!shipping(name)&orders.order=name&order=id',
    [
      { id: 1, orders: [{ name: 'air' }] },
      { id: 2, orders: [{ name: 'books' }, { name: 'pens' }] },
    ],
  ],
  [
    '/employees?select=name,manager:manager_id(name,manager:manager_id(name))&id=eq.3',
    [{ name: 'Leaf', manager: { name: 'Mid', manager: { name: 'Root' } } }],
  ],
  [
    '/films?select=title,...directors(director:last_name)&id=eq.3',
    [{ title: 'Rashomon', director: 'Kurosawa' }],
  ],
  ['/films?select=id,directors()&directors=is.null', ids(5)],
  ['/directors?select=id,films()&films=not.is.null&films.year=lt.1960', ids(2)],
  ['/films?select=id,technical_specs()&or=(technical_specs.not.is.null,id.eq.5)&order=id', ids(1, 3, 5)],
];

for (const [path, expected] of CASES) {
  test(`GET ${path}`, async () => {
    const response = await stack.call(path);
    assert.deepEqual(await response.json(), expected);
    assert.equal(response.status, 200);
  });
}

/** Path → [status, code]: refused, never answered with other rows. */
const REFUSED: readonly (readonly [string, number, string])[] = [
  ['/nowhere', 404, 'PGRST205'],
  ['/', 404, 'PGRST126'],
  ['/films/1', 404, 'PGRST125'],
  ['/pg_class', 404, 'PGRST205'],
  ['/auth.users', 404, 'PGRST205'],
  ['/films?nope=eq.1', 400, '42703'],
  ['/films?select=nope', 400, '42703'],
  ['/films?order=nope', 400, '42703'],
  ['/films?select=id,nope(id)', 400, 'PGRST200'],
  ['/films?select=id&nope.id=eq.1', 400, 'PGRST108'],
  ['/films?directors.id=eq.1', 400, 'PGRST108'],
  ['/films?select=id,directors(id)&directors=eq.1', 400, 'PGRST120'],
  ['/orders?select=id,addresses(name)', 300, 'PGRST201'],
  ['/employees?select=id,employees(name)', 300, 'PGRST201'],
  ['/directors?select=id,...films(title)', 400, 'PGRST119'],
  ['/films?id=1', 400, 'PGRST100'],
  ['/films?id=is.1', 400, 'PGRST100'],
  ['/films?id=equals.1', 400, 'PGRST100'],
  ['/films?id=in.(1,2', 400, 'PGRST100'],
  ['/films?id=in.(1,2)x', 400, 'PGRST100'],
  ['/films?id=in.1', 400, 'PGRST100'],
  ['/films?id=neq(any).{1}', 400, 'PGRST100'],
  ['/films?or=(id.eq.1', 400, 'PGRST100'],
  ['/films?or=()', 400, 'PGRST100'],
  ['/films?or=id.eq.1', 400, 'PGRST100'],
  ['/films?select=id,', 400, 'PGRST100'],
  ['/films?select=id)', 400, 'PGRST100'],
  ['/films?select=directors(id', 400, 'PGRST100'],
  ['/films?order=id.up', 400, 'PGRST100'],
  ['/films?limit=many', 400, 'PGRST100'],
  ['/films?limit=-1', 416, 'PGRST103'],
  ['/films?id=eq.one', 400, '22P02'],
  ['/films?released_at=eq.yesterdayish', 400, '22007'],
  ['/films?id=like.1', 404, '42883'],
  ['/films?plot=fts(klingon).x', 400, '42704'],
  ['/films?title=match.(', 400, '2201B'],
  ['/films?select=id::regclass', 400, '42704'],
  [`/films?select=${'x'.repeat(64)}:id`, 400, 'PGRST127'],
  ['/films?select=count()', 400, 'PGRST123'],
  ['/films?select=year.max()', 400, 'PGRST123'],
  ['/films?order=directors(last_name)', 400, 'PGRST127'],
  ['/films?title=eq.%00', 400, 'PGRST100'],
  ['/todos', 401, '42501'],
  ['/closed', 401, '42501'],
  ['/films?select=id,technical_specs(film_id),nothing(id)', 400, 'PGRST200'],
];

for (const [path, status, code] of REFUSED) {
  test(`GET ${path} is refused`, async () => {
    const response = await stack.call(path);
    const body = (await response.json()) as { code: string };
    assert.deepEqual([response.status, body.code], [status, code]);
    assert.deepEqual(Object.keys(body), ['code', 'message', 'details', 'hint']);
  });
}
