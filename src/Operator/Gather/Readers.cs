using October.Operator.Gather.Health;
using October.Operator.Gather.Jobs;
using October.Operator.Gather.Revisions;
using October.Operator.Gather.Secrets;
using October.Operator.Gather.Sources;
using October.Operator.Smoke;
using October.Runtime.Api;

namespace October.Operator.Gather;

/// <summary>One reader for each thing that is observed.</summary>
internal sealed record Readers(
    SecretReader Secrets,
    CertificateReader Certificates,
    RevisionReader Revisions,
    HealthReader Health,
    BackupReader Backups,
    RestoreReader Restores,
    ChildReader Children,
    AddressReader Addresses,
    SmokeEvidence SmokeEvidence)
{
    /// <summary>Readers over the stores and the API server.</summary>
    public static Readers Over(IKubeApi api, Stores stores, ProbeRoute route, TimeProvider time)
    {
        var reads = new EvidenceReads(time);
        var logs = new LogReader(api, reads);
        var evidence = new PodEvidence(logs, new PodEvents(api, reads));
        var health = new HealthReader(stores, evidence);
        var unstarted = new UnstartedJobs(stores, evidence);
        return new Readers(
            new SecretReader(api, stores),
            new CertificateReader(api, stores.Certificates),
            new RevisionReader(stores),
            health,
            new BackupReader(stores, logs, unstarted),
            new RestoreReader(stores, health, logs, new RestorePods(stores, logs), unstarted),
            new ChildReader(stores),
            new AddressReader(stores, health, route),
            new SmokeEvidence(evidence, health));
    }
}
