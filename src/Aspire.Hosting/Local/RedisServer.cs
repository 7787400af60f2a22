using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace October.Aspire.Hosting.Local;

/// <summary>The redis-server of this machine, in memory and for one run.</summary>
internal static class RedisServer
{
    private const string Program = "redis-server";

    public static (IResource Redis, ReferenceExpression Url) Add(IDistributedApplicationBuilder builder, string app)
    {
        var name = $"{app}-redis";
        var redis = builder.AddExecutable(name, Program, Path.GetTempPath()).WithEndpoint(name: "tcp", scheme: "redis");
        var endpoint = redis.GetEndpoint("tcp");
        redis.WithArgs("--port", endpoint.Property(EndpointProperty.TargetPort), "--bind", "127.0.0.1", "--save", "", "--maxmemory-policy", "noeviction");
        var address = endpoint.Property(EndpointProperty.HostAndPort);
        var check = $"{name}_ping";
        builder.Services.AddHealthChecks().AddRedis(_ => $"{endpoint.Host}:{endpoint.Port}", check);
        redis.WithHealthCheck(check);
        return (redis.Resource, ReferenceExpression.Create($"redis://{address}/0"));
    }

    /// <exception cref="DistributedApplicationException">It is in none of the folders.</exception>
    public static void CheckInstalled(string app, string? path)
    {
        var folders = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, Program))))
        {
            throw new DistributedApplicationException(
                $"The OctoberApp {app} runs with a {Program}, and there is none on the PATH: install it (apt-get install {Program}, brew install redis), "
                    + "or add .WithRedis(builder.AddRedis(\"redis\")) for a container, "
                    + "or .WithRedis(builder.AddConnectionString(\"redis\")) for one that runs already");
        }
    }
}
