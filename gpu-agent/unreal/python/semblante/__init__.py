"""What runs inside Unreal for the render engine `unreal`. Python 3.9 (Unreal 5.3) to 3.11 (5.4 and later)."""
