using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using October.Crd;
using October.Crd.Schema;

namespace October.Aspire.Hosting.Publishing;

/// <summary>The step of <c>aspire publish</c> that writes an app.</summary>
internal static class PublishStep
{
    public static IResourceBuilder<OctoberAppResource> WithPublishStep(this IResourceBuilder<OctoberAppResource> app) => app.WithPipelineStepFactory(
        $"publish-{app.Resource.Name}",
        context => RunAsync(app.Resource, context),
        requiredBy: [WellKnownPipelineSteps.Publish],
        description: $"Writes the OctoberApp {app.Resource.Name}");

    private static async Task RunAsync(OctoberAppResource app, PipelineStepContext context)
    {
        try
        {
            await WriteAsync(app, context);
        }
        catch
        {
            // Aspire logs it and ends; without its command the app host would seem to have succeeded.
            Environment.ExitCode = 1;
            throw;
        }
    }

    private static async Task WriteAsync(OctoberAppResource app, PipelineStepContext context)
    {
        var published = await PublishedApp.OfAsync(app, context.ExecutionContext, context.CancellationToken);
        var node = OctoberJson.Node(published);
        SchemaCheck.Check(app.Name, node);
        var file = Path.Combine(Folder(app, context), "octoberapp.yaml");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, CrdYaml.Write(node), context.CancellationToken);
        context.Logger.LogInformation("Wrote {File}: kubectl apply -f {File}", file, file);
        context.Summary.Add($"OctoberApp {app.Name}", file);
    }

    /// <summary>The output itself; where there are several apps, a folder for each.</summary>
    private static string Folder(OctoberAppResource app, PipelineStepContext context)
    {
        var output = context.Services.GetRequiredService<IPipelineOutputService>();
        return context.Model.Resources.OfType<OctoberAppResource>().Take(2).Count() == 1 ? output.GetOutputDirectory() : output.GetOutputDirectory(app);
    }
}
