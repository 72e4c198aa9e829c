using MutexResponder.Lab.Documents;
using Xunit;

namespace MutexResponder.Tests.Documents;

public sealed class SsmDocumentSyncTests
{
    [Theory]
    [InlineData("scripts/collect.sh")]
    [InlineData("scripts/apply.sh")]
    [InlineData("scripts/restore.sh")]
    [InlineData("scripts/recover.sh")]
    [InlineData("inspect.yaml")]
    [InlineData("remediate.yaml")]
    [InlineData("rollback.yaml")]
    public void CommittedFile_EqualsWhatTheSyncRenders(string path)
    {
        string rendered = new SsmDocumentSync(RepositoryFiles.SsmDirectory).Render()[path];

        Assert.Equal(rendered, File.ReadAllText(Path.Combine(RepositoryFiles.SsmDirectory, path)));
    }

    [Fact]
    public void Write_PartChanged_BringsItIntoTheScriptsAndDocumentsThatHoldIt()
    {
        DirectoryInfo copy = Directory.CreateTempSubdirectory("ssm-sync-");
        try
        {
            CopyTree(RepositoryFiles.SsmDirectory, copy.FullName);
            SsmDocumentSync sync = new(copy.FullName);
            Assert.Empty(sync.Write());

            File.AppendAllText(Path.Combine(copy.FullName, "scripts", "parts", "http.sh"), "# left out\nhttp_part_changed=1\n");

            Assert.Equal(["scripts/collect.sh", "scripts/recover.sh", "inspect.yaml", "remediate.yaml", "rollback.yaml"], sync.Write());
            string document = File.ReadAllText(Path.Combine(copy.FullName, "remediate.yaml"));
            Assert.Equal(2, document.Split("http_part_changed=1").Length);
            Assert.DoesNotContain("# left out", document, StringComparison.Ordinal);
            Assert.Empty(sync.Write());
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static void CopyTree(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
