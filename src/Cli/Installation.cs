using System.Runtime.CompilerServices;

namespace October.Cli;

/// <summary>Where October is installed: its programs and the files that come with them.</summary>
internal static class Installation
{
    /// <summary>The checkout: <c>OCTOBER_ROOT</c>, which the launcher sets, or the folder above this program that has the solution.</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable("OCTOBER_ROOT") is { Length: > 0 } root ? root : Find();

    public static string File(string relative) => Path.Combine(Root, relative);

    /// <summary>A program built from this checkout, for <c>dotnet exec</c>, in the same configuration as this one.</summary>
    public static string Assembly(string project, string name)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Debug/", StringComparison.Ordinal) ? "Debug" : "Release";
        var path = File($"{project}/bin/{configuration}/net10.0/{name}.dll");
        return System.IO.File.Exists(path) ? path : throw new CliException($"{path} is missing; run ./october, which builds it");
    }

    /// <summary>The command that starts this program again.</summary>
    public static IReadOnlyList<string> Self =>
        RuntimeFeature.IsDynamicCodeSupported ? ["dotnet", "exec", Assembly("src/Cli", "october")] : [Environment.ProcessPath!];

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "October.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new CliException("run october from its checkout, through ./october");
    }
}
