namespace MutexResponder.Tests.Documents;

/// <summary>Refusals that come before a script looks at the machine, so that they can be run anywhere. The lab does the rest on a real Apache.</summary>
public sealed class ChangingScriptTests
{
    [Theory]
    [InlineData("EXPECTED_BOOT_ID", "")]
    [InlineData("EXPECTED_BOOT_ID", "A46D7F9C-B0AC-4942-B946-8BE3679DF106")]
    [InlineData("EXPECTED_BOOT_ID", "a46d7f9c-b0ac-4942-b946-8be3679df106\n")]
    [InlineData("EXPECTED_BOOT_ID", "{{ ExpectedBootId }}")]
    [InlineData("EXPECTED_PARENT", "")]
    [InlineData("EXPECTED_PARENT", "12345678901-1")]
    [InlineData("EXPECTED_PARENT", "none-1;reboot")]
    [InlineData("VALID_UNTIL_UPTIME", "")]
    [InlineData("VALID_UNTIL_UPTIME", "9999999999999")]
    [InlineData("RECOVERY", "reboot restart")]
    [InlineData("INCIDENT_ID", "mr-20260825T205154Z-i-../../../etc")]
    [InlineData("INCIDENT_ID", "-rf")]
    [InlineData("INCIDENT_ID", "x\nmr-20260825T205154Z-i-0abc1234def567890")]
    public async Task ChangingScript_ParameterOutsideItsPattern_RefusesBeforeAnythingElse(string parameter, string value)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A POSIX shell is needed.");
        foreach (string step in new[] { "apply", "restore", "recover" })
        {
            Dictionary<string, string> values = new()
            {
                ["EXPECTED_BOOT_ID"] = "a46d7f9c-b0ac-4942-b946-8be3679df106",
                ["EXPECTED_CONFIG_HASH"] = new string('5', 64),
                ["EXPECTED_PARENT"] = "none-73",
                ["VALID_UNTIL_UPTIME"] = "3600",
                ["REMEDY"] = "none",
                ["REMOVE_SEMAPHORES"] = "",
                ["RECOVERY"] = "restart",
                ["INCIDENT_ID"] = "mr-20260825T205154Z-i-0abc1234def567890",
                [parameter] = value,
            };
            // From the checkout: in a document the first step keeps the library before it asks anything.
            string script = string.Concat(values.Select(pair => $"export {pair.Key}='{pair.Value}'\n")) + $"exec sh '{RepositoryFiles.Script(step + ".sh")}'\n";

            ProcessOutcome? outcome = await ProcessOutcome.OfAsync("sh", [], script, TestContext.Current.CancellationToken);

            Assert.Equal((10, $"#result step={step} status=refused reason=bad-parameter\n", ""), (outcome!.ExitCode, outcome.Stdout, outcome.Stderr));
        }
    }
}
