using MutexResponder.Lambda.Aws;

namespace MutexResponder.Tests.Lambda.Aws;

public sealed class AwsPlaceTests
{
    [Fact]
    public void TryParseArn_OfTheFunction()
    {
        Assert.True(AwsPlace.TryParseArn("arn:aws-cn:lambda:cn-north-1:123456789012:function:responder:live", out AwsPlace? place));

        Assert.Equal("arn:aws-cn:ec2:cn-north-1:123456789012:instance/i-0abc1234def567890", place.InstanceArn(InstanceId.Parse("i-0abc1234def567890")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("responder")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012")]
    [InlineData("arn:aws:lambda::123456789012:function:x")]
    [InlineData("arn::lambda:us-east-1:123456789012:function:x")]
    [InlineData("arn:aws:lambda:us-east-1:12345678901x:function:x")]
    public void TryParseArn_Other(string? arn) => Assert.False(AwsPlace.TryParseArn(arn, out _));

    [Theory]
    [InlineData("aws", "eu-west-1", "eu-west-1.console.aws.amazon.com")]
    [InlineData("aws-cn", "cn-north-1", "cn-north-1.console.amazonaws.cn")]
    [InlineData("aws-us-gov", "us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com")]
    public void DashboardAddress_IsThatOfThePartition(string partition, string region, string host) => Assert.Equal(
        $"https://{host}/cloudwatch/home?region={region}#dashboards/dashboard/stack-incidents", new AwsPlace(partition, region, "123456789012").DashboardAddress("stack-incidents"));
}
