"""The web Studio on the Wagtail admin: a sub-folder a room. No room imports it.

Takes a person's clicks; gives pages in English and Korean; writes only through the rooms' doors.
"""
