using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using MutexResponder.Lambda.Routing;
using MutexResponder.Reconciling;

namespace MutexResponder.Tests.Lambda.Logging;

public sealed partial class LogTemplateTests
{
    /// <summary>
    /// Where the order differs, the generated code takes the keys from the parameters as C# spells them, and <c>@event</c> becomes a key.
    /// </summary>
    [Fact]
    public void Message_NamesItsParametersInTheirOrder()
    {
        MethodInfo[] messages =
        [
            .. new[] { typeof(Reconciler), typeof(RouteJournal) }.SelectMany(type => type.Assembly.GetTypes())
                .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null),
        ];

        Assert.True(messages.Length >= 8);
        Assert.All(messages, message => Assert.Equal(
            Placeholder().Matches(message.GetCustomAttribute<LoggerMessageAttribute>()!.Message).Select(match => match.Groups[1].Value),
            message.GetParameters().Where(parameter => !parameter.ParameterType.IsAssignableTo(typeof(Exception)) && !parameter.ParameterType.IsAssignableTo(typeof(ILogger))).Select(parameter => parameter.Name!),
            StringComparer.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"\{(\w+)")]
    private static partial Regex Placeholder();
}
