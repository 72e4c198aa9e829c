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

    /// <summary>The error that this service gives for a fault; not for <see cref="CallFault.None"/> and <see cref="CallFault.LoseReply"/>.</summary>
    AwsErrorException ErrorFor(CallFault fault, string operation);
}
