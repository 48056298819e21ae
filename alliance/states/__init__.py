"""The 56 jurisdictions: 50 states, the District of Columbia, five territories.

A *state* in this code is any of them; `kind` tells them apart. Facts of the 2020 census and
the apportionment that rests on it (U.S. Census Bureau, public domain).
"""
