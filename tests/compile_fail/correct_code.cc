// Nothing here depends on FLOWBRIDGE_MISUSE: the test must notice that nothing fails.
int one() {
  return 1;
}
