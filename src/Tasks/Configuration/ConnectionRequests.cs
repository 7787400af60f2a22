using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace October.Tasks.Configuration;

/// <summary>Tells <see cref="ConnectionLimit"/> of each connection when a request on it begins and ends.</summary>
internal sealed class ConnectionRequests : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static following => async http =>
        {
            var connection = http.Features.Get<ConnectionLimit.Connection>();
            connection?.Begin();
            try
            {
                await following(http);
            }
            finally
            {
                connection?.End();
            }
        });
        next(app);
    };
}
