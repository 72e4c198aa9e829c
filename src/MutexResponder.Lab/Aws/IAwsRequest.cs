namespace MutexResponder.Lab.Aws;

/// <summary>One request, read and not yet done.</summary>
internal interface IAwsRequest
{
    string Operation { get; }

    string? Target { get; }

    /// <exception cref="AwsErrorException">The service refuses.</exception>
    AwsReply Do();
}
