"""The story: submitted → paid → case opened → decided → told; and what spans packages."""
