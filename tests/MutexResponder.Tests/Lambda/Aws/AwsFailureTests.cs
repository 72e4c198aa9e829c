using System.Net;
using Amazon.Runtime;
using MutexResponder.Lambda.Aws;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Lambda.Aws;

/// <summary>What a failed call means: whether to ask again, to give up, or to tell that it is not allowed.</summary>
public sealed class AwsFailureTests
{
    [Theory]
    [InlineData(400, "SomethingNew", RemoteCallFailure.Invalid)]
    [InlineData(499, "SomethingNew", RemoteCallFailure.Invalid)]
    [InlineData(401, "SomethingNew", RemoteCallFailure.Denied)]
    [InlineData(403, "SomethingNew", RemoteCallFailure.Denied)]
    [InlineData(408, "SomethingNew", RemoteCallFailure.Unavailable)]
    [InlineData(429, "SomethingNew", RemoteCallFailure.Unavailable)]
    [InlineData(399, "SomethingNew", RemoteCallFailure.Unavailable)]
    [InlineData(500, null, RemoteCallFailure.Unavailable)]
    [InlineData(0, null, RemoteCallFailure.Unavailable)]
    [InlineData(500, "AccessDenied", RemoteCallFailure.Denied)]
    [InlineData(400, "UnauthorizedOperation", RemoteCallFailure.Denied)]
    [InlineData(400, "ExpiredToken", RemoteCallFailure.Denied)]
    [InlineData(403, "RequestLimitExceeded", RemoteCallFailure.Unavailable)]
    [InlineData(400, "ThrottlingException", RemoteCallFailure.Unavailable)]
    public void Refusal_ByItsCodeFirst_AndElseByItsStatus(int status, string? code, RemoteCallFailure expected)
    {
        AmazonServiceException exception = new("told so") { StatusCode = (HttpStatusCode)status, ErrorCode = code };

        Assert.True(AwsFailure.TryMap("ssm:SendCommand", exception, CancellationToken.None, out RemoteCallException? failure));
        Assert.Equal((expected, "ssm:SendCommand failed: told so", exception), (failure.Failure, failure.Message, failure.InnerException));
    }

    /// <summary>No answer: the network, our own time-out, credentials that could not be had, a reply that nobody can read.</summary>
    [Fact]
    public void NoAnswer_IsAskedAgain()
    {
        Exception[] exceptions =
        [
            new HttpRequestException(), new IOException(), new TimeoutException(), new OperationCanceledException(), new TaskCanceledException(), new AmazonClientException("no credentials"),
            new AmazonUnmarshallingException("id", "/", new InvalidOperationException()) { StatusCode = HttpStatusCode.BadRequest },
        ];

        Assert.All(exceptions, exception => Assert.Equal<RemoteCallFailure?>(RemoteCallFailure.Unavailable, AwsFailure.TryMap("c", exception, CancellationToken.None, out RemoteCallException? failure) ? failure.Failure : default(RemoteCallFailure?)));
    }

    [Fact]
    public void CallersCancellation_AndAFaultOfTheProgram_AreNoFailureOfACall()
    {
        Assert.False(AwsFailure.TryMap("c", new OperationCanceledException(), new CancellationToken(canceled: true), out RemoteCallException? failure));
        Assert.Null(failure);
        Assert.False(AwsFailure.TryMap("c", new InvalidOperationException(), CancellationToken.None, out _));
        Assert.True(AwsFailure.TryMap("c", new IOException(), new CancellationToken(canceled: true), out _));
    }
}
