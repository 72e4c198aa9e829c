using MutexResponder.Lab.Documents;

namespace MutexResponder.Tests.Documents;

public sealed class SsmDocumentSyncTests
{
    [Theory]
    [InlineData("inspect.yaml")]
    [InlineData("remediate.yaml")]
    [InlineData("rollback.yaml")]
    public void CommittedFile_EqualsWhatTheSyncRenders(string path)
    {
        string rendered = new SsmDocumentSync(RepositoryFiles.SsmDirectory).Render()[path];

        Assert.Equal(rendered, File.ReadAllText(Path.Combine(RepositoryFiles.SsmDirectory, path)));
    }

    [Fact]
    public void Write_PartChanged_BringsItIntoTheDocumentsThatHoldIt()
    {
        DirectoryInfo copy = Directory.CreateTempSubdirectory("ssm-sync-");
        try
        {
            CopyTree(RepositoryFiles.SsmDirectory, copy.FullName);
            SsmDocumentSync sync = new(copy.FullName);
            Assert.Empty(sync.Write());

            File.AppendAllText(Path.Combine(copy.FullName, "scripts", "parts", "bounded.sh"), "# left out\npart_changed=1\n");

            Assert.Equal(["inspect.yaml", "remediate.yaml", "rollback.yaml"], sync.Write());
            string document = File.ReadAllText(Path.Combine(copy.FullName, "remediate.yaml"));
            Assert.Equal(2, document.Split("part_changed=1").Length);
            Assert.DoesNotContain("# left out", document, StringComparison.Ordinal);
            Assert.Empty(sync.Write());
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Fact]
    public void Script_WithParts_IsOneTextWithoutComments()
    {
        Dictionary<string, string> files = new()
        {
            ["a.sh"] = "#!/bin/sh\n# Says what it is.\nLC_ALL=C\n\n. \"${0%/*}/parts/b.sh\"\n# left out\nb\n",
            ["parts/b.sh"] = "# left out\nb() {\n  # left out\n  [ \"$1\" = in ] ||\n    echo '#1' \\\n      two\n}\n",
        };

        Assert.Equal("#!/bin/sh\nLC_ALL=C\nb() { [ \"$1\" = in ] || echo '#1' two\n}\nb\n", ScriptSource.Render("a.sh", path => files[path]));
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
