using System.Security.Cryptography.X509Certificates;
using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Aws.Functions;

namespace MutexResponder.Lab.Aws;

/// <summary>What a lab may choose about its AWS.</summary>
public sealed record AwsEndpointOptions
{
    public string Region { get; init; } = "us-east-1";

    /// <summary>Twelve digits; AWS's own example account.</summary>
    public string AccountId { get; init; } = "123456789012";

    /// <summary>By which the one function here is invoked.</summary>
    public string FunctionArn => $"arn:aws:lambda:{Region}:{AccountId}:function:{FunctionProcessOptions.DefaultFunctionName}";

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// How long a sent command stays unknown to the reading calls (InvocationDoesNotExist, empty lists).
    /// One that ends earlier is seen at once.
    /// </summary>
    public TimeSpan CommandVisibilityDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>With it the endpoint also speaks HTTPS, for each service at an address of its own, as AWS does; null for HTTP alone.</summary>
    public X509Certificate2? Certificate { get; init; }

    public LabAgentOptions Agents { get; init; } = new();

    public InvocationQueueOptions Functions { get; init; } = new();
}
