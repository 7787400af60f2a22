namespace October.Cli.Garnet;

/// <summary>Translates redis-server's command line to garnet-server's. The password stays in redis' configuration file.</summary>
internal static class GarnetArguments
{
    /// <summary>Translates the arguments; those that Garnet has no option for are left out.</summary>
    /// <param name="redis">As redis-server takes them: an optional configuration file, then pairs of <c>--name value</c>.</param>
    public static IReadOnlyList<string> From(IReadOnlyList<string> redis)
    {
        // Garnet's native storage device needs libaio, which a fresh Debian lacks: with a log on disk the server would crash at its first write.
        var garnet = new List<string>
        {
            "--lua",
            "--lua-transaction-mode",
            "--memory",
            "64m",
            "--index",
            "8m",
            "--aof-memory",
            "64m",
            "--device-type",
            "RandomAccess",
            "-q",
        };
        var start = 0;
        if (redis.Count > 0 && !redis[0].StartsWith("--", StringComparison.Ordinal))
        {
            garnet.AddRange(["--auth", "Password", "--config-import-path", redis[0], "--config-import-format", "RedisConf"]);
            start = 1;
        }

        for (var i = start; i + 1 < redis.Count; i += 2)
        {
            switch (redis[i])
            {
                case "--port" or "--bind":
                    garnet.AddRange([redis[i], redis[i + 1]]);
                    break;
                case "--dir":
                    garnet.AddRange(["--checkpointdir", redis[i + 1], "--recover"]);
                    break;
                case "--appendonly" when redis[i + 1] == "yes":
                    garnet.Add("--aof");
                    break;
            }
        }

        return garnet;
    }
}
