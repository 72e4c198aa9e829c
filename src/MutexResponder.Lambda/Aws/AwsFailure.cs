using System.Diagnostics.CodeAnalysis;
using System.Net;
using Amazon.Runtime;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Aws;

/// <summary>Turns what the SDK throws into the three failures that the core decides by.</summary>
public static class AwsFailure
{
    private static readonly HashSet<string> DeniedCodes = new(StringComparer.Ordinal)
    {
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "AuthFailure", "OptInRequired",
        "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch", "ExpiredToken", "ExpiredTokenException",
    };

    private static readonly HashSet<string> BusyCodes = new(StringComparer.Ordinal)
    {
        "Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException", "RequestLimitExceeded", "RequestThrottled",
        "RequestTimeout", "RequestTimeoutException", "InternalServerError", "InternalError", "ServiceUnavailable", "Unavailable",
    };

    /// <summary>Makes a call. What the SDK threw is within the failure.</summary>
    /// <param name="call">The AWS action, such as <c>ssm:SendCommand</c>.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="cancellationToken">The token that it is made with.</param>
    /// <exception cref="RemoteCallException">It failed.</exception>
    public static async Task<T> CallAsync<T>(string call, Func<Task<T>> make, CancellationToken cancellationToken)
    {
        try
        {
            return await make().ConfigureAwait(false);
        }
        catch (Exception e) when (TryMap(call, e, cancellationToken, out RemoteCallException? failure))
        {
            throw failure;
        }
    }

    /// <summary>False where the exception is the caller's own cancellation or no failure of a call at all.</summary>
    /// <param name="call">The AWS action, such as <c>ssm:SendCommand</c>.</param>
    /// <param name="exception">What the SDK threw.</param>
    /// <param name="cancellationToken">The token that the call was made with.</param>
    /// <param name="failure">What the port throws instead.</param>
    public static bool TryMap(string call, Exception exception, CancellationToken cancellationToken, [NotNullWhen(true)] out RemoteCallException? failure)
    {
        RemoteCallFailure? kind = exception switch
        {
            OperationCanceledException when cancellationToken.IsCancellationRequested => null,
            AmazonServiceException service => Classify(service),
            // No answer: credentials, name look-up, connection, or our own time-out.
            AmazonClientException or HttpRequestException or IOException or TimeoutException or OperationCanceledException => RemoteCallFailure.Unavailable,
            _ => null,
        };
        failure = kind is null ? null : new RemoteCallException(kind.Value, $"{call} failed: {exception.Message}", exception);
        return failure is not null;
    }

    private static RemoteCallFailure Classify(AmazonServiceException exception)
    {
        if (DeniedCodes.Contains(exception.ErrorCode ?? ""))
        {
            return RemoteCallFailure.Denied;
        }

        if (BusyCodes.Contains(exception.ErrorCode ?? "") || exception is AmazonUnmarshallingException)
        {
            return RemoteCallFailure.Unavailable;
        }

        return exception.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RemoteCallFailure.Denied,
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests and not HttpStatusCode.RequestTimeout
                => RemoteCallFailure.Invalid,
            // 5xx, and 0 where no answer came at all.
            _ => RemoteCallFailure.Unavailable,
        };
    }
}
