"""Feeds and the pages that they name, fetched politely: the only room of Dateline that takes anything from the network.

`addresses` says what may be asked at all, `http` asks once, `robots` reads what a host allows, `net` keeps the manners
(one request at a time to a host, pauses, waiting where a host says so), `feeds` and `pages` make documents of answers,
`rounds` puts it together.
"""
