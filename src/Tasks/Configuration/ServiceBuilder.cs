using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using October.Tasks.Redis;
using October.Tasks.Telemetry;

namespace October.Tasks.Configuration;

/// <summary>The web application that the api and the worker start from.</summary>
public static class ServiceBuilder
{
    /// <summary>
    /// Longer than proxies keep a connection that is idle, up to 600 s with the load balancers of clouds: whoever closes it first must not be the one that is
    /// sent requests.
    /// </summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(620);

    /// <summary>A slim application with the given settings: listener, log, clock and Redis connection.</summary>
    /// <param name="program">The program's name, as spans say it.</param>
    /// <param name="settings">The common settings.</param>
    /// <param name="shutdown">How long everything may take to stop.</param>
    public static WebApplicationBuilder Create(string program, CommonSettings settings, TimeSpan shutdown)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = AppContext.BaseDirectory });
        // The base images name a port, and ASP.NET warns that it is not the one listened on.
        builder.WebHost
            .UseSetting(WebHostDefaults.HttpPortsKey, "")
            .UseSetting(WebHostDefaults.HttpsPortsKey, "")
            .UseSetting(WebHostDefaults.ServerUrlsKey, "");
        builder.WebHost.UseKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.KeepAliveTimeout = KeepAlive;
            options.ConfigureEndpointDefaults(listen => ConnectionLimit.Bound(listen, settings.MaxConnections));
            options.Listen(settings.Listen);
        });
        builder.Services.AddSingleton<IStartupFilter, ConnectionRequests>();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        Tracing.AddToLogs(builder.Logging);
        if (settings.ExportsSpans)
            Tracing.Export(builder.Services, program);
        if (settings.LogFormat == "json")
            builder.Logging.AddJsonConsole(static options =>
            {
                options.UseUtcTimestamp = true;
                options.IncludeScopes = true;
                options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        else if (settings.LogFormat == "text")
            builder.Logging.AddSimpleConsole(static options =>
            {
                options.SingleLine = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings.Redis);
        builder.Services.AddSingleton<RedisConnection>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = shutdown);
        return builder;
    }
}
