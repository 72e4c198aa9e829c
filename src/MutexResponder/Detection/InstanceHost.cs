namespace MutexResponder.Detection;

/// <summary>A name under which EC2 knows an instance. Several VPCs may use the same one: more than one match is no match.</summary>
/// <param name="Kind">What the name is.</param>
/// <param name="Value">Such as <c>ip-10-0-0-1.eu-west-1.compute.internal</c>, or <c>10.0.0.1</c>.</param>
public readonly record struct InstanceHost(InstanceHostKind Kind, string Value);
