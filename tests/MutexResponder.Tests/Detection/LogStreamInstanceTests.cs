using MutexResponder.Detection;
using Xunit;

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

    [Theory]
    [InlineData("ip-10-0-0-1.eu-west-1.compute.internal", InstanceHostKind.PrivateDnsName, "ip-10-0-0-1.eu-west-1.compute.internal")]
    [InlineData("ip-10-0-0-1.ec2.internal", InstanceHostKind.PrivateDnsName, "ip-10-0-0-1.ec2.internal")]
    [InlineData("IP-10-0-0-1.EC2.internal/error", InstanceHostKind.PrivateDnsName, "ip-10-0-0-1.ec2.internal")]
    [InlineData("ip-10-0-0-1", InstanceHostKind.PrivateIpAddress, "10.0.0.1")]
    [InlineData("ip-10-0-0-1_var_log_apache2_error.log", InstanceHostKind.PrivateIpAddress, "10.0.0.1")]
    [InlineData("apache/172.31.9.200/error", InstanceHostKind.PrivateIpAddress, "172.31.9.200")]
    [InlineData("192.168.0.255", InstanceHostKind.PrivateIpAddress, "192.168.0.255")]
    [InlineData("100.64.1.1_error.log", InstanceHostKind.PrivateIpAddress, "100.64.1.1")]
    [InlineData("10.0.0.1/10.0.0.1", InstanceHostKind.PrivateIpAddress, "10.0.0.1")]
    public void Host_IsFound(string logStream, InstanceHostKind kind, string value)
    {
        Assert.True(LogStreamInstance.TryFindHost(logStream, out InstanceHost host));
        Assert.Equal(new InstanceHost(kind, value), host);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("web1")]
    [InlineData("apache-2.4.18.1/error")]
    [InlineData("2.4.18.1")]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.01")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.1.2")]
    [InlineData("10.0.0.1/10.0.0.2")]
    [InlineData("ip-10-0-0-1.example.org")]
    [InlineData("ip-10-0-0-1.compute.internal")]
    [InlineData("ip-10-0-0-1.a.b.compute.internal")]
    [InlineData("ip-10-0-0")]
    [InlineData("i-0abc1234def567890")]
    public void Host_IsNotFound(string? logStream)
    {
        Assert.False(LogStreamInstance.TryFindHost(logStream, out InstanceHost host));
        Assert.Equal(default, host);
    }

    [Fact]
    public void Name_TooLong_HoldsNothing()
    {
        string padding = new('/', LogStreamInstance.MaxNameChars);

        Assert.False(LogStreamInstance.TryFind(padding + "i-0abc1234def567890", out _));
        Assert.False(LogStreamInstance.TryFindHost(padding + "10.0.0.1", out _));
    }
}
