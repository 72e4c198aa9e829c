using System.Text.RegularExpressions;
using MutexResponder.Detection;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Infra;

/// <summary>The collecting script keeps of the error log what the reader knows.</summary>
public sealed partial class CollectorFilterTests
{
    private static readonly string[] s_patterns = Patterns().Match(RepositoryFiles.Read("infra/ssm/scripts/collect.sh")).Groups["patterns"].Value.Split('\n');

    public static TheoryData<string> Messages => [.. MutexMessages.All.Select(message => $"{(message.HasCode ? message.Code + ": " : "")}{message.Message}")];

    [Fact]
    public void Script_FiltersByTheTableOfMessages() => Assert.Equal(LogFilters.CollectorPatterns, s_patterns);

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_OfTheTable_IsKept(string message) => Assert.True(IsKept(message));

    [Theory]
    [InlineData("AH00163: Apache/2.4.58 (Ubuntu) configured -- resuming normal operations", true)]
    [InlineData("ModSecurity: Audit log: Failed to lock global mutex: Identifier removed", true)]
    [InlineData("AH01630: client denied by server configuration: /var/www/blocked", false)]
    public void Line_OfAnotherKind(string line, bool isKept) => Assert.Equal(isKept, IsKept(line));

    private static bool IsKept(string line) => s_patterns.Any(pattern => Regex.IsMatch(line, pattern, RegexOptions.IgnoreCase));

    [GeneratedRegex("^mutex_lines='(?<patterns>[^']+)'$", RegexOptions.Multiline)]
    private static partial Regex Patterns();
}
