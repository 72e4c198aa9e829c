namespace MutexResponder.Lab.Aws;

/// <summary>A finished HTTP answer.</summary>
internal sealed record AwsReply(int HttpStatus, string ContentType, string Body);
