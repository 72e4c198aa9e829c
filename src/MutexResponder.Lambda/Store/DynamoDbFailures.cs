using System.Net;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Store;

/// <summary>Says what a failed DynamoDB call means for the caller. Codes: DynamoDB API Reference, "Common Errors" and TransactWriteItems.</summary>
internal static class DynamoDbFailures
{
    // Codes of a refusal that comes with status 400 and not with 403.
    private static readonly HashSet<string> DeniedCodes = new(StringComparer.Ordinal)
    {
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredTokenException",
        "IncompleteSignatureException",
        "InvalidSignatureException",
        "MissingAuthenticationTokenException",
        "OptInRequired",
        "UnrecognizedClientException",
    };

    // Asked for something that will be as wrong the next time.
    private static readonly HashSet<string> InvalidCodes = new(StringComparer.Ordinal)
    {
        "IdempotentParameterMismatchException",
        "ItemCollectionSizeLimitExceededException",
        "ResourceNotFoundException",
        "SerializationException",
        "ValidationException",
    };

    // Reasons inside a cancelled transaction that are about the moment and not about the request.
    private static readonly HashSet<string> PassingReasons = new(StringComparer.Ordinal)
    {
        "ProvisionedThroughputExceeded",
        "ThrottlingError",
        "TransactionConflict",
    };

    /// <summary>Makes a call. A condition that is not met comes out as it is: the caller knows what that means.</summary>
    /// <exception cref="RemoteCallException">The call failed.</exception>
    public static async Task<T> CallAsync<T>(string operation, string tableName, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is not ConditionalCheckFailedException && IsRemote(exception, cancellationToken))
        {
            throw Translate(operation, tableName, exception);
        }
    }

    /// <returns>True for a failure of the call, false for the caller's own cancellation and for a fault of this program.</returns>
    public static bool IsRemote(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        AmazonClientException or AmazonServiceException or HttpRequestException or IOException or TimeoutException => true,
        _ => false,
    };

    public static RemoteCallException Translate(string operation, string tableName, Exception exception) =>
        new(Classify(exception), $"DynamoDB {operation} on table '{tableName}' failed: {exception.Message}", exception);

    /// <summary>
    /// True where nothing was written only because another write was under way or capacity was short for the moment.
    /// Neither is retried by the SDK when it comes inside a cancelled transaction.
    /// </summary>
    public static bool IsPassing(TransactionCanceledException cancelled)
    {
        string[] codes = [.. ReasonsOf(cancelled).Select(reason => reason.Code).Where(code => code is not (null or "None"))];
        return codes.Length > 0 && codes.All(PassingReasons.Contains);
    }

    /// <returns>One for each of the transaction's actions, in their order; none where DynamoDB gave no reasons.</returns>
    public static List<CancellationReason> ReasonsOf(TransactionCanceledException cancelled) => cancelled.CancellationReasons ?? [];

    private static RemoteCallFailure Classify(Exception exception) => exception switch
    {
        TransactionCanceledException cancelled => IsPassing(cancelled) ? RemoteCallFailure.Unavailable : RemoteCallFailure.Invalid,
        AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => RemoteCallFailure.Denied,
        AmazonServiceException service when DeniedCodes.Contains(service.ErrorCode ?? "") => RemoteCallFailure.Denied,
        AmazonServiceException service when InvalidCodes.Contains(service.ErrorCode ?? "") => RemoteCallFailure.Invalid,
        // What is left is throttling, 5xx, or no answer at all. An unknown code lands here too: the next tick asks again and loses nothing.
        _ => RemoteCallFailure.Unavailable,
    };
}
