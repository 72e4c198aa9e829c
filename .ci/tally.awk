# Adds up what dotnet test printed: one line an assembly, such as
# "Passed!  - Failed:     0, Passed:    58, Skipped:     1, Total: …". Prints passed, failed, skipped and the number of assemblies.
/^(Passed|Failed|Skipped)! +- Failed:/ {
  gsub(/,/, "")
  for (i = 1; i < NF; i++) {
    if ($i == "Failed:") failed += $(i + 1)
    if ($i == "Passed:") passed += $(i + 1)
    if ($i == "Skipped:") skipped += $(i + 1)
  }
  assemblies++
}
END { print passed + 0, failed + 0, skipped + 0, assemblies + 0 }
