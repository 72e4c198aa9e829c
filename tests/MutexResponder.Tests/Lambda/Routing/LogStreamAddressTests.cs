using System.Net;
using CsCheck;
using MutexResponder.Lambda.Routing;

namespace MutexResponder.Tests.Lambda.Routing;

public sealed class LogStreamAddressTests
{
    [Theory]
    [InlineData("10.0.1.23", "10.0.1.23")]
    [InlineData("ip-10-0-1-23", "10.0.1.23")]
    [InlineData("ip-10-0-1-23.ap-northeast-1.compute.internal", "10.0.1.23")]
    [InlineData("ip-10-0-1-23.ec2.internal_var_log_apache2_error.log", "10.0.1.23")]
    [InlineData("web/10.0.1.23/error", "10.0.1.23")]
    [InlineData("10.0.1.23/10.0.1.23", "10.0.1.23")]
    public void TryFind_Address(string logStream, string expected)
    {
        Assert.True(LogStreamAddress.TryFind(logStream, out IPAddress? address));
        Assert.Equal(IPAddress.Parse(expected), address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("web01")]
    [InlineData("10")]
    [InlineData("10.0.1")]
    [InlineData("10.0.1.256")]
    [InlineData("010.0.1.23")]
    [InlineData("0x0a.0.1.23")]
    [InlineData("1.2.3.4.5")]
    [InlineData("ip-10-0-1")]
    [InlineData("10.0.1.23/10.0.1.24")]
    [InlineData("::1")]
    [InlineData("10.0.1.23 ")]
    public void TryFind_NoAddress(string logStream) => Assert.False(LogStreamAddress.TryFind(logStream, out _));

    [Fact]
    public void TryFind_AnyTextNeverThrows() =>
        Gen.String[Gen.Char["ip-0123456789./_ a\u0661"], 0, 60].Sample(text => LogStreamAddress.TryFind(text, out IPAddress? address) == address is not null, iter: 10_000);
}
