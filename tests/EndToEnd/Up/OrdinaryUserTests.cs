using System.Globalization;
using October.EndToEnd.Running;

namespace October.EndToEnd.Up;

/// <summary>Whoever is not root may not listen on port 80, which the api's Service has.</summary>
[Collection(nameof(OwnClusterGroup))]
public sealed class OrdinaryUserTests
{
    /// <summary>Container engines set 0: there everybody may listen on every port.</summary>
    private static int FirstPortOfAnybody =>
        int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start"), CultureInfo.InvariantCulture);

    [LocalFact("october up and its processes")]
    public async Task Without_the_right_to_port_80_the_app_is_verified_and_served_all_the_same()
    {
        var data = Path.Combine(Directory.CreateTempSubdirectory("october-ordinary-").FullName, "data");
        string[] up = [RepositoryRoot.File("october"), "up", "--detach", "--port", $"{LocalOctober.FreePort()}", "--data", data];
        try
        {
            var result = Environment.IsPrivilegedProcess
                ? await Command.RunAsync("setpriv", ["--bounding-set=-net_bind_service", .. up])
                : await Command.RunAsync(up[0], up[1..]);
            Assert.Contains("Ready: october/october", result.Succeeds().Output, StringComparison.Ordinal);
            if (Environment.IsPrivilegedProcess && FirstPortOfAnybody > 80)
                Assert.Contains("may not listen on port 80", result.Output, StringComparison.Ordinal);
        }
        finally
        {
            await LocalOctober.OctoberAsync("down", "--data", data);
            Directory.Delete(Path.GetDirectoryName(data)!, recursive: true);
        }
    }
}
