namespace October.Delivery.Pipelines;

/// <summary>A script of <c>.github/scripts</c> with stand-ins for the programs that it calls.</summary>
public sealed class Script : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-script-").FullName;

    /// <summary>The checkout that the scripts are of.</summary>
    internal string Root { get; private set; } = RepositoryRoot.Path;

    /// <summary>A folder that the script may write to.</summary>
    internal string Folder => _folder;

    /// <summary>A program that the script finds first on its PATH.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">The body of a Bash script; <c>$STATE</c> is a folder of its own.</param>
    internal void Put(string name, string text)
    {
        var path = Path.Combine(_folder, "bin", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/usr/bin/env bash\nSTATE='{_folder}'\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A file in <see cref="Folder"/>.</summary>
    internal string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The scripts are run beside a changelog of the test's.</summary>
    /// <param name="changelog">Its text.</param>
    internal void PutChangelog(string changelog)
    {
        Root = Directory.CreateDirectory(Path.Combine(_folder, "checkout")).FullName;
        var scripts = Directory.CreateDirectory(Path.Combine(Root, ".github/scripts")).FullName;
        foreach (var path in Directory.EnumerateFiles(RepositoryRoot.File(".github/scripts")))
            File.Copy(path, Path.Combine(scripts, Path.GetFileName(path)), overwrite: true);
        File.WriteAllText(Path.Combine(Root, "CHANGELOG.md"), changelog);
    }

    internal Task<Command> RunAsync(string name, string[] arguments, Dictionary<string, string>? environment = null, string? input = null)
    {
        environment ??= [];
        environment["PATH"] = $"{Path.Combine(_folder, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        environment["DEPLOY_PAUSE"] = "0";
        environment["DEPLOY_POLL"] = "0.01";
        return Command.RunAsync(Path.Combine(Root, ".github/scripts", name), arguments, environment, input);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
