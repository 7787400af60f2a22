using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using October.Tasks.Redis;

namespace October.Tasks.Configuration;

public sealed class ServiceBuilderTests
{
    [Fact]
    public async Task A_connection_that_a_proxy_keeps_idle_is_kept()
    {
        var settings = new CommonSettings(new RedisSettings(), new IPEndPoint(IPAddress.Loopback, 0), "none");

        await using var app = ServiceBuilder.Create("a", settings, TimeSpan.Zero).Build();

        // Google's load balancers keep one for 600 s.
        Assert.True(app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.KeepAliveTimeout > TimeSpan.FromSeconds(600));
    }
}
