namespace October.Cli.Garnet;

/// <summary>Translates redis-server's command line to garnet-server's. The password stays in redis' configuration file.</summary>
internal static class GarnetArguments
{
    /// <summary>Translates the arguments; those that Garnet has no option for are left out.</summary>
    /// <param name="redis">As redis-server takes them: an optional configuration file, then pairs of <c>--name value</c>.</param>
    public static IReadOnlyList<string> From(IReadOnlyList<string> redis)
    {
        // Buffers that fit into the 256Mi of the operator's redis, with those of a recovery: one that cannot be allocated ends the reading of the journal,
        // and what follows in it is gone without an error. Garnet's native storage device needs libaio, which a fresh Debian lacks: with a log on disk the
        // server would crash at its first write.
        var garnet = new List<string>
        {
            "--lua",
            "--lua-transaction-mode",
            "--memory",
            "32m",
            "--page",
            "4m",
            "--index",
            "8m",
            "--aof-memory",
            "16m",
            "--aof-page-size",
            "8m",
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
                    // Without a log on disk Garnet drops what does not fit into its memory.
                    garnet.AddRange(["--checkpointdir", redis[i + 1], "--recover", "--storage-tier", "--logdir", Path.Combine(redis[i + 1], "log")]);
                    break;
                case "--appendonly" when redis[i + 1] == "yes":
                    garnet.Add("--aof");
                    break;
            }
        }

        return garnet;
    }
}
