using System.Globalization;
using System.Text;
using October.LocalCluster.Node.OperatingSystem;

namespace October.LocalCluster.Node.Cgroups;

/// <summary>Reads and writes control groups, which are directories with files that the kernel makes.</summary>
internal static class CgroupFiles
{
    /// <summary>The file with a group's processes.</summary>
    public const string Processes = "cgroup.procs";

    public static bool Exists(string group, string file) => File.Exists(Path.Combine(group, file));

    /// <summary>A file's text; empty when the group or the file is gone.</summary>
    public static string Read(string group, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(group, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Writes in one go, which is how the kernel takes it.</summary>
    /// <exception cref="IOException">The kernel refuses the value.</exception>
    public static void Write(string group, string file, string value)
    {
        using var stream = new FileStream(Path.Combine(group, file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(Encoding.ASCII.GetBytes(value));
    }

    /// <summary>The processes of a group; those of other namespaces, which show as 0, are nobody's business here.</summary>
    public static HashSet<int> ProcessesOf(string group) => [.. Read(group, Processes)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => int.Parse(l, CultureInfo.InvariantCulture)).Where(p => p > 1)];

    /// <summary>Moves a process with all its threads; false when it has ended.</summary>
    public static bool Move(int pid, string group)
    {
        try
        {
            Write(group, Processes, pid.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>A number of a file of lines "name number"; 0 without it.</summary>
    public static long Count(string group, string file, string name) =>
        Read(group, file)
            .Split('\n')
            .Select(l => l.Split(' '))
            .Where(l => l.Length == 2 && l[0] == name)
            .Select(l => long.Parse(l[1], CultureInfo.InvariantCulture))
            .FirstOrDefault();

    public static void KillAll(string group)
    {
        foreach (var pid in ProcessesOf(group))
            ProcessGroup.KillOne(pid);
    }

    /// <summary>Removes a group without processes and groups; false while it has some.</summary>
    public static bool TryRemove(string group)
    {
        try
        {
            Directory.Delete(group);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
