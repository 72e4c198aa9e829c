using System.CommandLine;
using MutexResponder.Lab.Commands;
using MutexResponder.Tests.Documents;

namespace MutexResponder.Tests.Lab.Commands;

public class CollectScriptCommandTests
{
    [Fact]
    public void Output_IsTheScriptOfTheDocuments()
    {
        using var output = new StringWriter();

        int exitCode = CollectScriptCommand.Create().Parse([]).Invoke(new InvocationConfiguration { Output = output });

        Assert.Equal(0, exitCode);
        Assert.Equal(RepositoryFiles.RenderedScript("collect.sh"), output.ToString());
        Assert.StartsWith("#!/bin/sh\n", output.ToString(), StringComparison.Ordinal);
    }
}
