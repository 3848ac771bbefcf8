-- The way down: the entries alone.

drop view public.film_costs;
