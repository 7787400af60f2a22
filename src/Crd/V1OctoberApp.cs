using k8s;
using k8s.Models;
using October.Crd.Attributes;
using October.Crd.Spec;
using October.Crd.Status;

namespace October.Crd;

/// <summary>One asynchronous web application: api, worker, redis and everything around them.</summary>
[KubernetesEntity(Group = OctoberApi.Group, ApiVersion = OctoberApi.Version, Kind = OctoberApi.Kind, PluralName = OctoberApi.Plural)]
[KubernetesEntityShortNames(OctoberApi.ShortName, Categories = [OctoberApi.Category])]
[Description("OctoberApp is one asynchronous web application: an HTTP api, workers, redis and everything around them. "
    + "Every new version is verified by using it; when it does not work the whole previous version is rolled back to, and spec is never touched.")]
[AdditionalPrinterColumn(".status.phase", "Phase", Description = "Where the current attempt stands")]
[AdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", Description = "The spec is serving and verified")]
[AdditionalPrinterColumn(".status.conditions[?(@.type==\"Available\")].status", "Available", Description = "Users are being served, by any revision")]
[AdditionalPrinterColumn(".status.components.api.summary", "Api", Description = "Ready and wanted api pods")]
[AdditionalPrinterColumn(".status.components.worker.summary", "Worker", Description = "Ready and wanted worker pods")]
[AdditionalPrinterColumn(".status.revisions.current", "Revision", Description = "The revision that serves")]
[AdditionalPrinterColumn(".status.url", "URL")]
[AdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
[AdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].reason", "Reason")]
[AdditionalPrinterColumn(".status.revisions.lastGood", "Last-Good", wide: true)]
[AdditionalPrinterColumn(".spec.api.image", "Image", wide: true)]
[AdditionalPrinterColumn(".status.backup.lastSuccessTime", "Last-Backup", "date", wide: true)]
[AdditionalPrinterColumn(".status.conditions[?(@.type==\"Exposed\")].status", "Exposed", wide: true, Description = "The world reaches the api without a key")]
[AdditionalPrinterColumn(".spec.suspend", "Suspended", "boolean", wide: true)]
[AdditionalPrinterColumn(".status.message", "Message", wide: true)]
[ValidationRule("size(self.metadata.name) <= 44 || has(self.status)",
    "metadata.name has more than 44 characters: the names of Services, Jobs and CronJobs are made from it, write a shorter one")]
[ValidationRule("self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$') || has(self.status)",
    "metadata.name starts with a letter and has only a-z, 0-9 and -: the names of Services are made from it")]
public sealed class V1OctoberApp : IKubernetesObject<V1ObjectMeta>, ISpec<V1OctoberAppSpec>, IStatus<V1OctoberAppStatus?>
{
    public string ApiVersion { get; set; } = $"{OctoberApi.Group}/{OctoberApi.Version}";

    public string Kind { get; set; } = OctoberApi.Kind;

    public V1ObjectMeta Metadata { get; set; } = new();

    [Required]
    [Description(
        "What the application should be. Only the two images are required; every default is stated with its field and filled in by the operator, never written "
            + "here.")]
    public V1OctoberAppSpec Spec { get; set; } = new();

    [Description("What the operator sees and does. Written by the operator only.")]
    public V1OctoberAppStatus? Status { get; set; }
}
