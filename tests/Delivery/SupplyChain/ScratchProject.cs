namespace October.Delivery.SupplyChain;

/// <summary>A project with packages, under the rules of this repository, in a folder of its own.</summary>
internal sealed class ScratchProject : IDisposable
{
    public ScratchProject(params string[] packages)
    {
        Folder = Directory.CreateTempSubdirectory("october-packages-").FullName;
        string[] others = [RepositoryRoot.File("nuget.config"), RepositoryRoot.File("global.json")];
        foreach (var path in Directory.EnumerateFiles(RepositoryRoot.Path, "Directory.*").Concat(others))
            File.Copy(path, Path.Combine(Folder, Path.GetFileName(path)));
        Write(packages);
    }

    public string Folder { get; }

    public string LockFile => Path.Combine(Folder, "packages.lock.json");

    public void Write(params string[] packages) => File.WriteAllText(Path.Combine(Folder, "Scratch.csproj"), $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
        {string.Concat(packages.Select(package => $"    <PackageReference Include=\"{package}\" />\n"))}  </ItemGroup>
        </Project>
        """);

    /// <param name="ci">What the variable CI is.</param>
    /// <param name="options">Further options of the command.</param>
    public Task<Command> RestoreAsync(string ci, params string[] options) => Command.RunAsync(
        "dotnet",
        ["restore", Path.Combine(Folder, "Scratch.csproj"), "--force", .. options],
        new Dictionary<string, string> { ["CI"] = ci, ["MSBUILDDISABLENODEREUSE"] = "1" });

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
