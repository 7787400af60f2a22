namespace October.Delivery.SupplyChain;

public sealed class NoticesTests
{
    [Fact]
    public void The_notices_are_those_of_the_packages_that_the_programs_contain() => Golden.Matches("THIRD-PARTY-NOTICES.txt", ThirdPartyNotices.Render());

    [Fact]
    public void The_libraries_of_the_page_are_the_files_of_their_packages() => Assert.All(
        Directory.EnumerateFiles(PageLibraries.Folder, "*", SearchOption.AllDirectories),
        path => Assert.Equal(
            File.ReadAllBytes(PageLibraries.Package(Path.GetFileName(Path.GetDirectoryName(path)!), Path.GetFileName(path))), File.ReadAllBytes(path)));

    [Fact]
    public void Every_image_and_every_archive_of_the_command_has_the_notices()
    {
        Assert.All(
            Directory.EnumerateFiles(RepositoryRoot.Path, "Dockerfile.*"),
            path => Assert.Contains("\nCOPY LICENSE THIRD-PARTY-NOTICES.txt /licenses/\n", File.ReadAllText(path), StringComparison.Ordinal));
        Assert.Contains("cp LICENSE THIRD-PARTY-NOTICES.txt ", File.ReadAllText(RepositoryRoot.File(".github/scripts/publish-cli")), StringComparison.Ordinal);
    }
}
