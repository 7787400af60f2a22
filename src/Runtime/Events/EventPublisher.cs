using System.Security.Cryptography;
using System.Text;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using October.Common.Text;
using October.Common.Time;
using October.Runtime.Api;

namespace October.Runtime.Events;

/// <summary>
/// Publishes core/v1 Events. An event's name is a digest of the object, the reason and the note's key, so that one transition makes one
/// event even when the operator dies between writing the event and remembering it.
/// </summary>
public sealed partial class EventPublisher(IKubeApi api, string component, string instance, TimeProvider time, ILogger logger)
{
    private const int MessageLimit = 1024;

    /// <summary>Publishes; a failure is logged and never fails the caller.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task PublishAsync<T>(T about, EventNote note, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var kind = KubeKind.Of(typeof(T));
        var second = time.GetUtcNow().TruncateToSecond().UtcDateTime;
        // Here, where every message passes: what it quotes may have been written by anybody.
        var message = VisibleText.Of(note.Message);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{about.Metadata.Uid}\n{note.Reason}\n{note.Key}")))[..16];
        var entity = new Corev1Event
        {
            ApiVersion = "v1",
            Kind = "Event",
            Metadata = new V1ObjectMeta
            {
                NamespaceProperty = about.Metadata.NamespaceProperty,
                Name = $"{about.Metadata.Name}.{digest}",
                Annotations = note.Annotations?.ToDictionary(pair => pair.Key, pair => VisibleText.Of(pair.Value)),
            },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = kind.ApiVersion,
                Kind = kind.Kind,
                Name = about.Metadata.Name,
                NamespaceProperty = about.Metadata.NamespaceProperty,
                Uid = about.Metadata.Uid,
                ResourceVersion = about.Metadata.ResourceVersion,
            },
            Type = note.Warning ? "Warning" : "Normal",
            Reason = note.Reason,
            Action = note.Action,
            Message = message.Length > MessageLimit ? message[..(MessageLimit - 1)] + "…" : message,
            Source = new V1EventSource { Component = component },
            ReportingComponent = component,
            ReportingInstance = instance,
            FirstTimestamp = second,
            LastTimestamp = second,
            Count = 1,
        };
        try
        {
            await api.CreateAsync(entity, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (!await IsPublishedAsync(entity, exception, cancellationToken))
                LogFailed(
                    exception is KubeApiException { IsOfEndingNamespace: true } ? LogLevel.Information : LogLevel.Warning, note.Reason, exception.Message);
        }
    }

    /// <summary>By us, or by the process that we replace. The reason alone does not say so: a webhook may give its denial any.</summary>
    private async Task<bool> IsPublishedAsync(Corev1Event entity, Exception exception, CancellationToken cancellationToken)
    {
        try
        {
            return exception is KubeApiException { IsAlreadyExists: true }
                && (await api.ListAsync<Corev1Event>(
                    new ListOptions { Namespace = entity.Metadata.NamespaceProperty, FieldSelector = $"metadata.name={entity.Metadata.Name}" },
                    cancellationToken)).Items.Count > 0;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    [LoggerMessage(EventId = 400, Message = "Event {Reason} could not be published: {Error}")]
    private partial void LogFailed(LogLevel level, string reason, string error);
}
