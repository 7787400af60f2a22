namespace October.LocalCluster.Policies.PodSecurity;

internal enum PodSecurityLevel
{
    Privileged,
    Baseline,
    Restricted,
}
