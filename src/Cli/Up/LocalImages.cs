using October.Crd.Defaults;
using October.LocalCluster.Node.Environment;

namespace October.Cli.Up;

/// <summary>Maps the images of the samples to local programs: healthy v1 and v2, and releases with one fault each, to try rollbacks.</summary>
internal static class LocalImages
{
    private static readonly string[] Healthy = ["v1", "v2"];
    private static readonly string[] BadApis = ["bad-ready", "bad-smoke", "crash"];
    private static readonly string[] BadWorkers = ["bad-result", "crash"];

    public static ImageMap Create(RedisProgram redis)
    {
        var images = new Dictionary<string, ImageEntry>
        {
            [SpecDefaults.RedisImage] = Redis(redis),
            ["redis:7-alpine"] = Redis(redis),
        };
        foreach (var tag in Healthy)
        {
            images[$"october-api:{tag}"] = Dotnet("src/Api", "october-api");
            images[$"october-worker:{tag}"] = Dotnet("src/Worker", "october-worker");
        }

        foreach (var fault in BadApis)
            images[$"october-api:{fault}"] = Dotnet("samples/Faulty", "october-faulty", "api", "--fault", fault);
        foreach (var fault in BadWorkers)
            images[$"october-worker:{fault}"] = Dotnet("samples/Faulty", "october-faulty", "worker", "--fault", fault);
        return new ImageMap(images);
    }

    private static ImageEntry Dotnet(string project, string assembly, params string[] arguments) => new()
    {
        Command = ["dotnet", "exec", Installation.Assembly(project, assembly), .. arguments],
        Env = new Dictionary<string, string>
        {
            ["LISTEN_ADDRESS"] = "{podIP}",
            // Small processes on a small machine: no server garbage collector with a heap per core.
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "0",
        },
    };

    private static ImageEntry Redis(RedisProgram redis) => new()
    {
        Command = redis.Command,
        ReplacesPodCommand = true,
        LastArgs = ["--bind", "{podIP}"],
    };
}
