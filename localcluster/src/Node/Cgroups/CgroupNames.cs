using System.Globalization;

namespace October.LocalCluster.Node.Cgroups;

/// <summary>
/// The names of a cluster's own groups: they contain the process that made them, and the namespace in which its number counts, so that a later
/// cluster knows what nobody needs any more.
/// </summary>
internal sealed record CgroupNames(long PidNamespace, int Pid)
{
    private const string Prefix = "october-";
    private const string HomeSuffix = "-home";

    /// <summary>The names for this process.</summary>
    public static CgroupNames OfThisProcess()
    {
        // "pid:[4026531836]"
        var link = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        var digits = new string([.. link.Where(char.IsAsciiDigit)]);
        return new CgroupNames(digits.Length == 0 ? 0 : long.Parse(digits, CultureInfo.InvariantCulture), System.Environment.ProcessId);
    }

    /// <summary>Where the cluster itself goes when the group that it was started in has to be free of processes (version 2).</summary>
    public string Home => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{PidNamespace}-{Pid}{HomeSuffix}");

    /// <summary>The group of one cluster of this process.</summary>
    public string Cluster(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{PidNamespace}-{Pid}-{number}");

    /// <summary>Whether a group was made in the same namespace by a process that is gone.</summary>
    public bool IsLeftover(string name, Func<int, bool> lives)
    {
        var parts = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..].Split('-') : [];
        return parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var space) && space == PidNamespace
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && !lives(pid);
    }

    /// <summary>The group that a process was started in, though it may have gone home since.</summary>
    public static string Origin(string directory) =>
        Path.GetFileName(directory) is { } name && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(HomeSuffix, StringComparison.Ordinal)
            ? Path.GetDirectoryName(directory)!
            : directory;
}
