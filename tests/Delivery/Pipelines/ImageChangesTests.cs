namespace October.Delivery.Pipelines;

/// <summary>How <c>tests/Images/run</c> knows that an image leaves its base as it is.</summary>
public sealed class ImageChangesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-images-").FullName;

    public ImageChangesTests()
    {
        foreach (var root in (string[])["base", "image"])
        {
            Write($"{root}/etc/passwd", "app");
            Write($"{root}/usr/lib/libssl.so.3", "ssl");
            File.CreateSymbolicLink(Path.Combine(_folder, root, "usr/lib/libssl.so"), "libssl.so.3");
        }
    }

    [Fact]
    public async Task The_program_its_licences_and_the_time_zones_are_added()
    {
        foreach (var added in (string[])["app/october-api", "licenses/LICENSE", "usr/share/zoneinfo/Europe/Zurich"])
            Write($"image/{added}", "new");
        Assert.Empty((await RunAsync()).Succeeds().Output);
    }

    [Theory]
    [InlineData("touch image/etc/shadow", "./etc/shadow")]
    [InlineData("echo other >image/usr/share/other", "./usr/share/other")]
    [InlineData("rm image/etc/passwd", "./etc/passwd")]
    [InlineData("printf App >image/etc/passwd", "./etc/passwd")]
    [InlineData("ln -sf libssl.so.1 image/usr/lib/libssl.so", "./usr/lib/libssl.so")]
    [InlineData("mkdir base/app; touch base/app/of-the-base", "./app/of-the-base")]
    public async Task What_else_is_added_and_what_is_changed_or_removed_is_named(string change, string path)
    {
        (await Command.RunAsync("bash", ["-c", $"cd '{_folder}'; mkdir -p image/usr/share; {change}"])).Succeeds();
        var found = await RunAsync();
        Assert.Equal(1, found.ExitCode);
        Assert.Contains($"  {path}\n", found.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_no_image_without_changes() =>
        Assert.Equal(2, (await RunAsync("none")).ExitCode);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<Command> RunAsync(string image = "image") =>
        Command.RunAsync(RepositoryRoot.File("tests/Images/changes"), [Path.Combine(_folder, "base"), Path.Combine(_folder, image)]);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
