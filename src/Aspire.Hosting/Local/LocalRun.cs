using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using October.Crd.Defaults;

namespace October.Aspire.Hosting.Local;

/// <summary>The resources of an app on this machine.</summary>
internal static class LocalRun
{
    /// <summary>Adds a redis, and lets the run fail at its beginning where something is missing.</summary>
    public static void Prepare(IDistributedApplicationBuilder builder, OctoberAppResource app)
    {
        (app.Redis, app.RedisUrl) = RedisServer.Add(builder, app.Name);
        builder.Eventing.Subscribe<BeforeStartEvent>((_, _) =>
        {
            var (api, worker) = app.Parts();
            if (app.Redis is ExecutableResource)
                RedisServer.CheckInstalled(app.Name, Environment.GetEnvironmentVariable("PATH"));
            Resolve(app);
            WaitForRedis(builder, app, api);
            WaitForRedis(builder, app, worker);
            return Task.CompletedTask;
        });
    }

    /// <summary>Puts another redis in the place of the app's own.</summary>
    public static void Replace(IResourceBuilder<OctoberAppResource> app, IResourceBuilder<IResourceWithConnectionString> redis)
    {
        if (app.Resource.Redis is ExecutableResource own)
            app.ApplicationBuilder.Resources.Remove(own);
        var uri = redis.Resource.GetConnectionProperties().FirstOrDefault(property => property.Key == "Uri").Value;
        (app.Resource.Redis, app.Resource.RedisUrl) = (redis.Resource, uri ?? redis.Resource.ConnectionStringExpression);
    }

    /// <exception cref="DistributedApplicationException">What was configured makes no app.</exception>
    public static ResolvedApp Resolve(OctoberAppResource app)
    {
        try
        {
            return SpecDefaults.Resolve(app.Spec());
        }
        catch (FormatException exception)
        {
            throw new DistributedApplicationException($"The OctoberApp {app.Name} cannot be: {exception.Message}", exception);
        }
    }

    private static void WaitForRedis(IDistributedApplicationBuilder builder, OctoberAppResource app, IResource part) =>
        builder.CreateResourceBuilder((IResourceWithWaitSupport)part).WaitFor(builder.CreateResourceBuilder(app.Redis!));
}
