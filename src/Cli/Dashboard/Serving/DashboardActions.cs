using October.Cli.Apps;
using October.Cli.Cluster;
using October.Cli.Commands;
using October.Cli.Dashboard.Watching;

namespace October.Cli.Dashboard.Serving;

/// <summary>The actions of the page: the same commands as on the command line, with the same rights.</summary>
internal sealed class DashboardActions(ClusterApi api, ClusterWatch watch, TimeProvider time)
{
    private static readonly OneShotCommand[] Commands = [OneShotCommand.Retry, OneShotCommand.Abort, OneShotCommand.Promote, OneShotCommand.Rollback];

    /// <summary>Carries out one action.</summary>
    /// <returns>The app's message after that.</returns>
    /// <exception cref="CliException">There is no such action or app, or the API server or the operator refused.</exception>
    public async Task<string> RunAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var command = Array.Find(Commands, command => command.Name == request.Action) ?? throw new CliException($"there is no action {request.Action}");
        var app = watch.Apps.FirstOrDefault(app => ClusterWatch.Key(app) == request.App) ?? throw new CliException($"there is no OctoberApp {request.App}");
        // Not disposed: it would end the connection, which is everybody's.
        var session = new AppSession(api, app.Metadata.NamespaceProperty, app.Metadata.Name);
        var token = command == OneShotCommand.Rollback
            ? await RollbackToken.CreateAsync(session, request.Revision, time.GetUtcNow(), cancellationToken)
            : AnnotationCommand.Token(time.GetUtcNow());
        return await AnnotationCommand.SendAsync(session, command, token, cancellationToken) ?? "accepted";
    }
}
