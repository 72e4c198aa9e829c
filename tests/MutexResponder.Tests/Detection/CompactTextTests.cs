using System.Text;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

public class CompactTextTests
{
    [Theory]
    [InlineData("quiet", false)]
    [InlineData("AH12345 muted", false)]
    [InlineData(@"quiet\n", false)]
    [InlineData("AH00144", true)]
    [InlineData("mutex", true)]
    [InlineData(@"mutex\n", true)]
    [InlineData(@"\u006dutex\n", true)]
    public void Mark_WhereverItFallsInABlock_Told(string text, bool mayTell) =>
        Assert.All(Enumerable.Range(0, 70), before => Assert.All(Enumerable.Range(0, 40), behind =>
        {
            byte[] json = Encoding.UTF8.GetBytes($"{new string('x', before)}{text}{new string(' ', behind)}\"");

            Assert.True(CompactText.TryRead(json, out CompactText read));

            Assert.Equal(new CompactText(json.Length - 1, text.Contains('\\'), mayTell), read);
        }));
}
