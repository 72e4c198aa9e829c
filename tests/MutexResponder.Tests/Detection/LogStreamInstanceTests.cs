using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

public class LogStreamInstanceTests
{
    [Theory]
    [InlineData("i-0abc1234def567890", "i-0abc1234def567890")]
    [InlineData("i-1234abcd", "i-1234abcd")]
    [InlineData("i-0abc1234def567890_var_log_apache2_error.log", "i-0abc1234def567890")]
    [InlineData("i-0abc1234def567890.error", "i-0abc1234def567890")]
    [InlineData("web/i-0abc1234def567890/apache2", "i-0abc1234def567890")]
    [InlineData("prod-web-i-0abc1234def567890-error", "i-0abc1234def567890")]
    [InlineData("i-0abc1234def567890.eu-west-1.compute.internal", "i-0abc1234def567890")]
    [InlineData("i-0abc1234def567890/i-0abc1234def567890", "i-0abc1234def567890")]
    [InlineData("web-i-1/i-0abc1234def567890", "i-0abc1234def567890")]
    public void Id_IsFound(string logStream, string expected)
    {
        Assert.True(LogStreamInstance.TryFind(logStream, out InstanceId id));
        Assert.Equal(expected, id.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("i-")]
    [InlineData("web1")]
    [InlineData("mi-0abc1234def567890")]
    [InlineData("wifi-1234abcd")]
    [InlineData("i-0abc1234def56789")]
    [InlineData("i-0abc1234def5678901")]
    [InlineData("i-0ABC1234DEF567890")]
    [InlineData("i-0abc1234def567890error")]
    [InlineData("i-0abc1234def56789g")]
    [InlineData("i-0abc1234def567890/i-0abc1234def567891")]
    [InlineData("i-0abc1234def567890/i-1234abcd")]
    [InlineData("ip-10-0-0-1.eu-west-1.compute.internal")]
    public void Id_IsNotFound(string? logStream)
    {
        Assert.False(LogStreamInstance.TryFind(logStream, out InstanceId id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void Name_TooLong_HoldsNothing()
    {
        string padding = new('/', LogStreamInstance.MaxNameChars);

        Assert.False(LogStreamInstance.TryFind(padding + "i-0abc1234def567890", out _));
    }
}
