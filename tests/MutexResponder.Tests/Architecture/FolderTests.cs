using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Architecture;

/// <summary>A folder can be read without those that need it.</summary>
public sealed class FolderTests
{
    [Theory]
    [InlineData("src/MutexResponder")]
    [InlineData("src/MutexResponder.Lambda")]
    [InlineData("src/MutexResponder.Lab")]
    public void Folders_OfAProject_GoInNoCircle(string project)
    {
        FolderGraph graph = new(Path.GetFileName(project), RepositoryFiles.ReadAll(project, "*.cs"));

        Assert.NotInRange(graph.Folders.Count, 0, 5);
        Assert.Empty(graph.Circles());
    }

    [Theory]
    [InlineData("using A.C;\nnamespace A.B;", "using A.B;\nnamespace A.C;")]
    [InlineData("namespace A.B;\nclass X { A.C.Y y; }", "using A.B.Deeper;\nnamespace A.C;")]
    [InlineData("namespace A.B;\nclass X { C.Y y; }", "using static A.B.X;\nnamespace A.C;\npublic sealed class Y;")]
    public void Circle_OfTwoFolders_IsFound(string one, string other) => Assert.Equal(2, new FolderGraph("A", [one, other]).Circles().Count());

    [Fact]
    public void Circle_OfThreeFolders_IsFound() =>
        Assert.Equal(3, new FolderGraph("A", ["using A.C;\nnamespace A.B;", "using A.D;\nnamespace A.C;", "using A.B;\nnamespace A.D;"]).Circles().Count());

    [Fact]
    public void NoCircle_WhereOneNeedsTheOther_OrOnlySpeaksOfIt() =>
        Assert.Empty(new FolderGraph("A", ["using A.C;\nnamespace A.B;", "/// <summary>As in A.B.X.</summary>\nnamespace A.C;\nclass Z { int n = B.Length; }"]).Circles());
}
