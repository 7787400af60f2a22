namespace October.Conformance.Kubectl;

/// <summary>The kubectl programs of this machine: <c>kubectl.1.32</c> beside the one on the path, where several are installed.</summary>
internal static class KubectlVersions
{
    private static readonly Dictionary<string, string?> Known = new(StringComparer.Ordinal);

    /// <summary>The program of a minor, or null when this machine does not have it.</summary>
    public static string? Find(string minor)
    {
        lock (Known)
        {
            if (!Known.TryGetValue(minor, out var found))
                Known[minor] = found = Search(minor);
            return found;
        }
    }

    private static string? Search(string minor)
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var program = Path.Combine(folder, "kubectl");
            if (!File.Exists(program))
                continue;
            var target = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
            var beside = Path.Combine(Path.GetDirectoryName(target)!, $"kubectl.{minor}");
            return File.Exists(beside) ? beside : IsMinor(program, minor) ? program : null;
        }

        return null;
    }

    private static bool IsMinor(string program, string minor)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(program, ["version", "--client"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Contains($"v{minor}.", StringComparison.Ordinal);
    }
}
