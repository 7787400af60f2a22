using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace October.LocalCluster.Node.OperatingSystem;

/// <summary>Processes and files of users other than the node's own, which root alone may make.</summary>
public static class OtherUsers
{
    private const int Nobody = 65534;

    private static readonly Lazy<bool> Possible = new(
        () => System.Environment.IsPrivilegedProcess && Succeeds("setpriv", $"--reuid={Nobody}", "--clear-groups", "true"));

    /// <summary>Whether processes may be run as others: not where root is root in a namespace of its own only.</summary>
    public static bool ArePossible => Possible.Value;

    /// <summary>Gives a directory, with all that is in it, to a user and a group.</summary>
    /// <exception cref="IOException">That is refused.</exception>
    public static void Own(string directory, long user, long group)
    {
        if (!Succeeds("chown", "-hR", string.Create(CultureInfo.InvariantCulture, $"{user}:{group}"), directory))
            throw new IOException($"{directory} cannot be given to user {user}");
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
