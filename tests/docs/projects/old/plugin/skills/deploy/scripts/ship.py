print("shipped")
