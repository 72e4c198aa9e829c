using Microsoft.AspNetCore.Http;

namespace MutexResponder.Lab.Aws;

/// <summary>One AWS service behind the endpoint, with its wire protocol.</summary>
internal interface IAwsService
{
    /// <summary>The service's name in the journal.</summary>
    string Name { get; }

    /// <summary>Whether a request is for this service.</summary>
    bool Speaks(HttpRequest request);

    /// <summary>Reads what is asked. Never throws: what cannot be read becomes a request that fails when it is done.</summary>
    IAwsRequest Read(HttpRequest request, ReadOnlyMemory<byte> body);

    /// <summary>The error in this service's format.</summary>
    AwsReply Error(AwsErrorException error);

    /// <summary>
    /// The error that this service gives for a fault; not for <see cref="CallFault.None"/> and <see cref="CallFault.LoseReply"/>. The services
    /// of the JSON protocols word it alike.
    /// </summary>
    AwsErrorException ErrorFor(CallFault fault, string operation) => fault switch
    {
        CallFault.Throttle => new AwsErrorException("ThrottlingException", "Rate exceeded"),
        CallFault.ServerError => new AwsErrorException("InternalServerError", "An error occurred on the server side.", StatusCodes.Status500InternalServerError),
        CallFault.Deny => new AwsErrorException("AccessDeniedException", $"The lab's user is not authorized to perform: {Name}:{operation}"),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Has no error."),
    };
}
